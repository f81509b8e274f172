package io.kald.probe.engine;

import io.kald.probe.event.EventListener;
import io.kald.probe.name.HostNames;
import io.kald.probe.time.ManualTime;
import java.util.List;

/** The real engine on two loops whose time is moved by hand, and a network of scripts. */
public final class EngineByHand implements AutoCloseable {
  private static final long TICK = 1_000_000;
  private static final long HOUR = 3_600_000_000_000L;

  private final ManualTime time;
  private final EventListener events;
  private final ScriptedProbers network;
  private final NameBook names;
  private final ProbeEngine engine;

  /** Nothing runs yet; every target answers after 5 ms. */
  public EngineByHand(ManualTime time, EventListener events) {
    this.time = time;
    this.events = events;
    this.network = new ScriptedProbers(time, ".");
    this.names = new NameBook(HostNames.ofThisMachine(false), time, (where, t) -> {}, HOUR, HOUR);
    this.engine = new ProbeEngine(List.of(loop(), loop()), names, () -> {});
  }

  /** The engine. */
  public ProbeEngine engine() {
    return engine;
  }

  /**
   * What a target does from now on, a letter a probe; the last letter repeats.
   *
   * @param target as {@code ProbeSpec#target} has it
   * @param letters '.' answers, 'r' refuses, 'x' is silent, '-' cannot be sent
   */
  public void script(String target, String letters) {
    network.script(target, letters);
  }

  @Override
  public void close() {
    names.close();
  }

  private EngineLoop loop() {
    return new EngineLoop(
        Runnable::run,
        new LoopCore(
            time,
            time,
            network,
            events,
            (where, t) -> {
              throw new AssertionError(t);
            },
            new Limits(1000),
            TICK));
  }
}
