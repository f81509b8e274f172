package io.kald.agent.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * Every metric of kald's own: the catalogue, the reference page and the tests read it. A label in
 * brackets is there unless {@code metrics.per-service} is {@code none}; durations have it only with
 * {@code full}.
 */
enum Metric {
  PROBES(Type.COUNTER, "kald_probes_total", "Probes finished.", "[keepalive] probe"),
  PROBE_FAILURES(
      Type.COUNTER,
      "kald_probe_failures_total",
      "Probes rejected or not answered in time: evidence against the target.",
      "[keepalive] probe reason"),
  PROBES_NOT_PROBED(
      Type.COUNTER,
      "kald_probes_not_probed_total",
      "Probes that never left or could not be watched: a fault of this side.",
      "[keepalive] probe reason"),
  PROBES_SKIPPED(
      Type.COUNTER,
      "kald_probes_skipped_total",
      "Slots that passed while the process was stopped, or while a probe was outstanding that had"
          + " waited for its turn; they are never made up for.",
      "[keepalive] probe"),
  PROBE_SYN_RETRANSMITS(
      Type.COUNTER,
      "kald_probe_syn_retransmits_total",
      "SYNs of TCP probes that the kernel sent again because no answer had come: packets were lost,"
          + " also where the probe was answered in the end.",
      "[keepalive] probe"),
  PROBE_DURATION(
      Type.HISTOGRAM,
      "kald_probe_duration_seconds",
      "Time from a probe to its answer; probes without an answer are not in it.",
      "[keepalive] probe"),
  SCHEDULE_DELAY(
      Type.HISTOGRAM,
      "kald_schedule_delay_seconds",
      "How late this process sent its probes.",
      "probe"),
  SERVICE_STATE(
      Type.GAUGE,
      "kald_service_state",
      "1 for the state the service is in, 0 for the others.",
      "service state"),
  SERVICE_TRANSITIONS(
      Type.COUNTER,
      "kald_service_transitions_total",
      "How often services became alive or down; as on a CSS, dying does not count, nor does down when"
          + " the service was unknown before.",
      "[service]"),
  SERVICE_DOWNS(
      Type.COUNTER,
      "kald_service_downs_total",
      "How often services went down, also from unknown; one that is back before a scrape shows here.",
      "[service]"),
  SERVICE_LAST_CHANGE(
      Type.GAUGE,
      "kald_service_last_change_timestamp_seconds",
      "When the service last changed its state; absent until it has.",
      "service"),
  SERVICE_INFO(
      Type.INFO,
      "kald_service_info",
      "Which keepalive a service follows, and what that asks.",
      "service keepalive probe target"),
  SERVICES(Type.GAUGE, "kald_services", "Services by the state they are in.", "state"),
  KEEPALIVES(Type.GAUGE, "kald_keepalives", "Probe streams configured.", "probe"),
  SCCP_REGISTERED(
      Type.GAUGE,
      "kald_sccp_registered",
      "1 for the node the phone is registered with, 0 for the others.",
      "group node"),
  SCCP_STANDBY(
      Type.GAUGE,
      "kald_sccp_standby",
      "1 for the node the phone keeps a standby link with, 0 for the others.",
      "group node"),
  SCCP_KEEPALIVES(
      Type.COUNTER,
      "kald_sccp_keepalives_total",
      "KeepAlives of phones by result. On the active link every result but sccp-acked is a miss.",
      "[group] link result"),
  SCCP_KEEPALIVE_RTT(
      Type.HISTOGRAM,
      "kald_sccp_keepalive_rtt_seconds",
      "Time from a KeepAlive to its KeepAliveAck. A node that acknowledges by TCP alone, as CUCM does"
          + " on standby links, has no series.",
      "[group] [node] link"),
  SCCP_FAILOVERS(
      Type.COUNTER,
      "kald_sccp_failovers_total",
      "How often phones left a node, by cause; going back to a better one is Failback.",
      "[group] cause"),
  SCCP_DETECTION(
      Type.GAUGE,
      "kald_sccp_detection_seconds",
      "Time from the first sign to the decision at the last failover; absent until there was one.",
      "group"),
  SCCP_BASELINE(
      Type.GAUGE,
      "kald_sccp_baseline_seconds",
      "First interval of the Normal detection, as learned; absent until something is.",
      "group"),
  SCCP_TOKENS(
      Type.COUNTER,
      "kald_sccp_tokens_total",
      "Answers of better nodes to phones that asked to come back.",
      "[group] result"),
  SCCP_REGISTRATIONS(
      Type.COUNTER,
      "kald_sccp_registrations_total",
      "Attempts to register, by what came of them.",
      "[group] [node] result"),
  SOURCE_PORTS_LIMIT(
      Type.GAUGE,
      "kald_source_ports_limit",
      "Source ports that may be used towards one target.",
      "pool"),
  SOURCE_PORTS_IN_USE(
      Type.GAUGE,
      "kald_source_ports_in_use",
      "Source ports in use towards the target that uses most.",
      "pool"),
  SOURCE_PORTS_QUARANTINED(
      Type.GAUGE,
      "kald_source_ports_quarantined",
      "Source ports left out because only their probes failed.",
      "pool"),
  SOURCE_PORTS_FREE(
      Type.GAUGE,
      "kald_source_ports_free",
      "Source ports left towards the keepalive's target.",
      "keepalive"),
  NEIGHBOUR_ENTRIES(
      Type.GAUGE,
      "kald_neighbour_entries",
      "Entries of the kernel's neighbour table, of all network namespaces; absent where the kernel"
          + " does not report it.",
      "family"),
  NEIGHBOUR_ENTRIES_LIMIT(
      Type.GAUGE,
      "kald_neighbour_entries_limit",
      "Entries the neighbour table may have (sysctl gc_thresh3). When it is full, targets on the"
          + " machine's own links are not probed: no-neighbour-entry.",
      "family"),
  DESCRIPTORS_BUDGET(
      Type.GAUGE,
      "kald_descriptors_budget",
      "Probes that may be outstanding at once by the descriptor limit.",
      ""),
  ENGINE_INFO(Type.INFO, "kald_engine_info", "How probes are sent.", "transport"),
  CONFIG_RELOAD_SUCCESSFUL(
      Type.GAUGE,
      "kald_config_last_reload_successful",
      "Whether the configuration read last was taken.",
      ""),
  CONFIG_RELOAD_TIME(
      Type.GAUGE,
      "kald_config_last_reload_success_timestamp_seconds",
      "When a configuration was last taken.",
      ""),
  EVENTS_DROPPED(
      Type.COUNTER, "kald_events_dropped_total", "Events a slow sink did not get.", "sink"),
  LOG_LINES_DROPPED(
      Type.COUNTER,
      "kald_log_lines_dropped_total",
      "Log lines dropped because standard error was not read fast enough.",
      ""),
  FAULTS(Type.COUNTER, "kald_faults_total", "Faults of kald itself; please report them.", "where"),
  JOURNAL_LINES(Type.COUNTER, "kald_journal_lines_total", "Lines written to the journal.", ""),
  JOURNAL_BYTES(Type.COUNTER, "kald_journal_bytes_total", "Bytes written to the journal.", ""),
  JOURNAL_LINES_LOST(
      Type.COUNTER, "kald_journal_lines_lost_total", "Lines the journal could not write.", ""),
  JOURNAL_WRITE_FAILURES(
      Type.COUNTER,
      "kald_journal_write_failures_total",
      "Attempts to open or write the journal that failed.",
      ""),
  WITNESS_UP(
      Type.GAUGE,
      "kald_witness_up",
      "Whether a witness captures; absent where none is configured.",
      ""),
  WITNESS_CONFIRMED(
      Type.COUNTER,
      "kald_witness_confirmed_total",
      "Results of probes and KeepAlives that packets confirm.",
      ""),
  WITNESS_NOT_ON_WIRE(
      Type.COUNTER,
      "kald_witness_not_on_wire_total",
      "Probes and KeepAlives that left, says kald, and no packet shows it.",
      ""),
  WITNESS_VERDICT_DIFFERS(
      Type.COUNTER,
      "kald_witness_verdict_differs_total",
      "Probes and KeepAlives whose packets show something else than their result.",
      ""),
  WITNESS_UNKNOWN(
      Type.COUNTER,
      "kald_witness_unknown_total",
      "Probes and KeepAlives that could not be judged: packets may be missing or cannot be read.",
      ""),
  WITNESS_UNRECORDED(
      Type.COUNTER,
      "kald_witness_unrecorded_total",
      "Packets that can only be of kald's probes, without a result.",
      ""),
  WITNESS_OVERRULED(
      Type.COUNTER,
      "kald_witness_overruled_total",
      "Failed probes that became not probed, because the capture shows a fault of this machine.",
      "reason"),
  WITNESS_UNREVIEWED(
      Type.COUNTER,
      "kald_witness_unreviewed_total",
      "Failed probes that counted as failures without a review, although `witness.overrules` is"
          + " set: the witness was down, late or lost packets.",
      ""),
  WITNESS_RTT_ERROR(
      Type.HISTOGRAM,
      "kald_witness_rtt_error_seconds",
      "How far a result and its packets are apart about the time to the answer.",
      ""),
  WITNESS_DROPPED_PACKETS(
      Type.COUNTER, "kald_witness_dropped_packets_total", "Packets the capture lost.", ""),
  WITNESS_KEPT_BYTES(
      Type.GAUGE,
      "kald_witness_kept_bytes",
      "Packets kept on disk, in the ring and around transitions.",
      ""),
  BUILD_INFO(Type.INFO, "kald_build_info", "What is running.", "version revision java"),
  PROCESS_CPU(
      Type.COUNTER, "process_cpu_seconds_total", "Processor time this process has used.", ""),
  PROCESS_MEMORY(
      Type.GAUGE,
      "process_resident_memory_bytes",
      "Resident memory of the process. Absent where /proc is not available.",
      "");

  private final Type type;
  private final String exposedName;
  private final String help;
  private final String labels;

  Metric(Type type, String exposedName, String help, String labels) {
    this.type = type;
    this.exposedName = exposedName;
    this.help = help;
    this.labels = labels;
  }

  /** What kind of metric it is. */
  Type type() {
    return type;
  }

  /** The name as it is scraped. */
  String exposedName() {
    return exposedName;
  }

  /** One sentence for a reader. */
  String help() {
    return help;
  }

  /** Its labels, those in brackets with their brackets. */
  List<String> labels() {
    return labels.isEmpty() ? List.of() : Arrays.asList(labels.split(" "));
  }

  /** The name as the Prometheus client wants it: without the ending it puts there itself. */
  String clientName() {
    return type == Type.GAUGE || type == Type.HISTOGRAM
        ? exposedName
        : exposedName.substring(0, exposedName.lastIndexOf('_'));
  }

  /** The types kald uses. */
  enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    INFO
  }
}
