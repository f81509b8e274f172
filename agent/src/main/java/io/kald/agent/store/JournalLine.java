package io.kald.agent.store;

import java.util.Arrays;
import java.util.List;

/**
 * Every line of the journal and its fields, in their order: the writer, the reference page and the
 * tests read it.
 */
enum JournalLine {
  PROBE(
      "probe",
      "keepalive kind target address source_port due sent rtt after outcome reason detail"
          + " state syn_retransmits overruled due_mono sent_mono"),
  TRANSITION("transition", "service keepalive from to counted reason"),
  SKIPPED("skipped", "keepalive count from from_mono"),
  CONFIGURED("configured", "keepalive change kind target services"),
  PORT("port", "keepalive target source_port quarantined"),
  KEEPALIVE(
      "sccp-keepalive", "group device node address source_port link verdict sent rtt sent_mono"),
  REGISTERED("sccp-registered", "group node took keepalive_interval standby_interval protocol"),
  REGISTRATION_FAILED("sccp-registration-failed", "group node result detail retry"),
  NODE_LOST("sccp-lost", "group node cause code"),
  FAILOVER("sccp-failover", "group from to cause code detection outage"),
  TOKEN("sccp-token", "group node granted wait"),
  STANDBY("sccp-standby", "group node"),
  BASELINE("sccp-baseline", "group first_interval samples"),
  UNREGISTERED("sccp-unregistered", "group node reason"),
  START("start", "version config_digest"),
  RELOAD("reload", "ok config_digest problems"),
  STOP("stop", "reason"),
  LOST("lost", "lines cause");

  private final String word;
  private final String fields;

  JournalLine(String word, String fields) {
    this.word = word;
    this.fields = "at mono event " + fields;
  }

  /** The value of the field {@code event}. */
  String word() {
    return word;
  }

  /** The names of the fields. */
  List<String> fields() {
    return Arrays.asList(fields.split(" "));
  }
}
