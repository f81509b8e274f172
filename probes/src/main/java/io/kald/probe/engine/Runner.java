package io.kald.probe.engine;

import io.kald.probe.Monitored;

/** What one keepalive does on its loop; it has one timer of the loop's wheel. */
interface Runner {
  /** Its place on the wheel. */
  int id();

  /** What it runs. */
  Monitored monitored();

  /** Takes the services away that go on under another keepalive; what is known goes with them. */
  void detach(Handover handover);

  /** Its timer has fired. */
  void onDue();

  /** A step of it threw: our own fault, of the named class. */
  void onFault(String what);
}
