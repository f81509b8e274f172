package io.kald.agent.audit;

import java.util.Locale;

/** What an audit can find. The word of each stays what it is: scripts and dashboards rest on it. */
public enum RuleId {
  SLOT_MISSING(
      "a keepalive that was due is not on the wire",
      "the prober slept, was overloaded or did not send; the target had no part in it"),
  SLOT_LATE(
      "a keepalive was sent well after it was due",
      "the prober was busy or paused; its failure detection is late by as much"),
  PERIOD_DRIFT(
      "the usual interval is off the configured one",
      "the prober adds the length of each probe, or its tick is coarse: phases wander, bursts form"),
  BURST(
      "keepalives came in a burst",
      "slots were made up for after a pause, or a timer misbehaves; targets see a load they need"
          + " not"),
  RETRY_AT_WRONG_TIME(
      "the keepalive after a failed one came at another time than the retry period says",
      "the service is called dead sooner or later than its settings promise"),
  WRONG_CLOSE(
      "connections are closed in another way than configured",
      "the server logs errors for RST where FIN was meant, or keeps TIME_WAIT for nothing"),
  TIMEOUT_MISMATCH(
      "the prober waited longer for an answer than its settings say",
      "the time-out in force is not the one people reckon with"),
  SOURCE_PORT_STUCK(
      "keepalives from certain source ports always fail while the others succeed",
      "the prober, a NAT or a firewall holds those ports; the target is well"),
  ANSWER_IGNORED(
      "an answer came in time, yet the prober went on as if there had been none",
      "its answers are lost on its own side: filters, overload, a fault"),
  KEEPALIVE_NOT_SENT(
      "all exchanges on the wire are good, yet keepalives are missing between them",
      "the prober counts failures for probes that never left; it calls healthy servers dead"),
  BACKOFF_NOT_RESET(
      "after a recovery the prober stayed at its retry interval",
      "the next failure is judged by another rhythm than the settings say"),
  STANDBY_NOT_ACKED(
      "a KeepAlive on the standby link was acknowledged by nothing",
      "the standby would not be there when it is needed"),
  SCCP_ACK_MISSING(
      "a KeepAlive to the active node has no KeepAliveAck",
      "call control of that node hangs, or the path loses packets"),
  FAILOVER_LATE(
      "the phone stayed with a dead node longer than its rules say", "no calls in that time"),
  FAILBACK_WITHOUT_TOKEN(
      "the phone went back to a node without being granted a token",
      "a node that has just returned can be overrun by all its phones at once"),
  TICK_WRAP(
      "keepalives stop, pause or burst where a 32-bit clock of 60 ticks a second comes round",
      "a fault of the prober's uptime, every 828.5 days; restart it"),
  IDLE_TIMEOUT_HIT(
      "a connection that had been idle was gone when it was used again",
      "a load balancer, firewall or NAT on the path forgets idle connections, or the server does"),
  NOT_ON_WIRE(
      "the journal tells of a probe that the capture does not show",
      "it never left, or left by another way than the captured one"),
  UNRECORDED(
      "a probe on the wire is not in the journal",
      "another process probes the same target from here, or lines of the journal were lost"),
  TIME_DIFFERS(
      "the journal and the capture disagree about when a probe left",
      "the clock was set, or the machine was too busy to read it in time"),
  VERDICT_DIFFERS(
      "the journal and the capture disagree about what came of a probe",
      "a fault of kald, or of the capture: look at the frames");

  private final String sentence;
  private final String meaning;

  RuleId(String sentence, String meaning) {
    this.sentence = sentence;
    this.meaning = meaning;
  }

  /** The stable id: {@code slot-missing}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What was broken, in a sentence without a full stop. */
  public String sentence() {
    return sentence;
  }

  /** What it probably means. */
  public String meaning() {
    return meaning;
  }
}
