package io.kald.probe.phone;

import io.kald.probe.event.PhoneFact;
import java.util.ArrayList;
import java.util.List;

/** What a group in a test has done and reported. */
abstract class GroupRecord {
  final List<String> log = new ArrayList<>();
  final List<PhoneFact.Exchange> exchanges = new ArrayList<>();

  /** The nodes of the KeepAlives that prove nothing. */
  final List<String> stalled = new ArrayList<>();

  final List<String> reasons = new ArrayList<>();

  /** What was told since the last call, with the second it was told in. */
  List<String> told() {
    List<String> all =
        log.stream().filter(l -> l.contains("! ") && !l.contains("! baseline")).toList();
    log.clear();
    return all.stream().map(line -> line.replace("! ", "")).toList();
  }

  /** What was told, without times. */
  List<String> facts() {
    return log.stream()
        .filter(line -> line.contains("! ") && !line.contains("! baseline"))
        .map(line -> line.substring(line.indexOf("! ") + 2))
        .toList();
  }

  /** What was done, without times. */
  List<String> done(String kind) {
    return log.stream()
        .filter(line -> line.contains("> " + kind) && !line.contains("! "))
        .map(line -> line.substring(line.indexOf("> ") + 2))
        .toList();
  }

  List<String> verdicts(int place) {
    return exchanges.stream()
        .filter(e -> e.node().equals("n" + place))
        .map(e -> e.link().word() + " " + e.verdict().word())
        .toList();
  }
}
