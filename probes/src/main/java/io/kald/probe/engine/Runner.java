package io.kald.probe.engine;

import io.kald.probe.Keepalive;

/** What one keepalive does on its loop; it has one timer of the loop's wheel. */
interface Runner {
  /** Its place on the wheel. */
  int id();

  /** What it runs. */
  Keepalive keepalive();

  /** Takes another list of services without disturbing the stream. */
  void services(Keepalive wanted);

  /** Its timer has fired. */
  void onDue();

  /** A step of it threw: our own fault, of the named class. */
  void onFault(String what);
}
