package io.kald.sccp;

import io.kald.sccp.SoftKeySetRes.SoftKeySet;
import io.kald.sccp.SoftKeyTemplateRes.SoftKey;
import java.util.List;
import java.util.stream.Stream;

/** The soft keys that a CallManager 4.1 gave to a 7912. */
final class SoftKeys {
  private SoftKeys() {}

  /** Word of the dictionary, event. */
  static List<SoftKey> cisco7912() {
    return Stream.of(
            key(1, 1),
            key(2, 2),
            key(3, 3),
            key(4, 4),
            key(5, 5),
            key(8, 8),
            key(9, 9),
            key(10, 10),
            key(11, 11),
            key(13, 13),
            key(14, 14),
            key(15, 15),
            key(16, 16),
            key(17, 17),
            key(18, 18),
            key(67, 21),
            key(77, 28),
            key(78, 29),
            key(79, 30),
            key(88, 33))
        .toList();
  }

  static List<SoftKeySet> cisco7912Sets() {
    return Stream.of(
            set("010205", "2d012e013101"),
            set("0307040b0a13120c1114", "2f01350130013a0139014a0149013b0148014d01"),
            set("080211120c", "36012e01480149013b01"),
            set("09", "3701"),
            set("0107050e0f0d", "2d01350131013d013e013c01"),
            set("000704", "000035013001"),
            set("0607", "34013501"),
            set("00070a", "000035013901"),
            set("0007", "00003501"),
            set("0107", "2d013501"),
            set("1002", "41012e01"))
        .toList();
  }

  private static SoftKey key(int word, int event) {
    return new SoftKey("\u0080" + (char) word, event);
  }

  private static SoftKeySet set(String templates, String infos) {
    return new SoftKeySet(filled(templates, 16), filled(infos, 32));
  }

  private static Octets filled(String hex, int width) {
    return Golden.octets(hex + "00".repeat(width - hex.length() / 2));
  }
}
