package io.kald.agent.store;

import io.kald.probe.event.PhoneFact;

/** Turns each fact of one phone into its line; {@code JournalLine} names the fields. */
record PhoneLines(LineWriter out, String group, String device, long atNanos)
    implements PhoneFact.Visitor<Boolean> {
  @Override
  public Boolean exchange(PhoneFact.Exchange fact) {
    return line(
        JournalLine.KEEPALIVE,
        to ->
            to.text("device", device)
                .text("node", fact.node())
                .text("address", fact.address())
                .number("source_port", fact.sourcePort())
                .text("link", fact.link().word())
                .text("verdict", fact.verdict().word())
                .date("sent", fact.sentNanos())
                .seconds("rtt", fact.rttNanos())
                .number("sent_mono", fact.sentNanos()));
  }

  @Override
  public Boolean registered(PhoneFact.Registered fact) {
    return line(
        JournalLine.REGISTERED,
        to ->
            to.text("node", fact.node())
                .seconds("took", fact.tookNanos())
                .seconds("keepalive_interval", fact.keepAliveNanos())
                .seconds("standby_interval", fact.standbyNanos())
                .number("protocol", fact.protocol()));
  }

  @Override
  public Boolean registrationFailed(PhoneFact.RegistrationFailed fact) {
    return line(
        JournalLine.REGISTRATION_FAILED,
        to ->
            to.text("node", fact.node())
                .text("result", fact.word())
                .text("detail", fact.detail())
                .seconds("retry", fact.retryNanos()));
  }

  @Override
  public Boolean lost(PhoneFact.Lost fact) {
    return line(
        JournalLine.NODE_LOST,
        to ->
            to.text("node", fact.node())
                .text("cause", fact.cause().word())
                .number("code", fact.cause().code()));
  }

  @Override
  public Boolean failover(PhoneFact.Failover fact) {
    return line(
        JournalLine.FAILOVER,
        to ->
            to.text("from", fact.from())
                .text("to", fact.to())
                .text("cause", fact.cause().word())
                .number("code", fact.cause().code())
                .seconds("detection", fact.detectionNanos())
                .seconds("outage", fact.outageNanos()));
  }

  @Override
  public Boolean token(PhoneFact.Token fact) {
    return line(
        JournalLine.TOKEN,
        to ->
            to.text("node", fact.node())
                .flag("granted", fact.granted())
                .seconds("wait", fact.waitNanos()));
  }

  @Override
  public Boolean standby(PhoneFact.Standby fact) {
    return line(JournalLine.STANDBY, to -> to.text("node", fact.node()));
  }

  @Override
  public Boolean baseline(PhoneFact.Baseline fact) {
    return line(
        JournalLine.BASELINE,
        to -> to.seconds("first_interval", fact.nanos()).number("samples", fact.samples()));
  }

  @Override
  public Boolean unregistered(PhoneFact.Unregistered fact) {
    return line(
        JournalLine.UNREGISTERED, to -> to.text("node", fact.node()).text("reason", fact.why()));
  }

  /** Its probe line, which is not probed, has it. */
  @Override
  public Boolean ownFault(PhoneFact.OwnFault fact) {
    return true;
  }

  private boolean line(JournalLine kind, LineWriter.Fields fields) {
    out.line(
        kind,
        atNanos,
        to -> {
          to.text("group", group);
          fields.write(to);
        });
    return true;
  }
}
