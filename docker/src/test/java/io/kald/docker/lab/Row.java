package io.kald.docker.lab;

/**
 * One row of the table of faults in {@code docker/lab/README.md}. F, R, M and T stand for
 * frequency, retryperiod, maxfailure and timeout.
 *
 * @param number of the fault, with a letter where it has several forms: {@code 7a}
 * @param fault what is done
 * @param says what kald must say
 * @param when how soon
 * @param capture where packets are captured, and what of them is not confirmed
 */
record Row(String number, String fault, String says, String when, String capture) {
  /** As a line of the table. */
  String markdown() {
    return "| %s | %s | %s | %s | %s |".formatted(number, fault, says, when, capture);
  }
}
