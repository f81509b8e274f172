package io.kald.agent.pcap;

/**
 * What a time stamp of an interface counts.
 *
 * @param exponent stamps count units of 10 or 2 to the power of minus this
 * @param binary whether the base is 2
 * @param offsetSeconds added to every stamp
 */
record Resolution(int exponent, boolean binary, long offsetSeconds) {
  /** Microseconds, unless an interface says otherwise. */
  static final Resolution MICROS = new Resolution(6, false, 0);

  private static final long BILLION = 1_000_000_000;
  private static final int BINARY_FLAG = 0x80;

  /** The resolution that the byte of option {@code if_tsresol} means. */
  Resolution with(byte option) {
    return new Resolution(option & (BINARY_FLAG - 1), (option & BINARY_FLAG) != 0, offsetSeconds);
  }

  Resolution withOffset(long seconds) {
    return new Resolution(exponent, binary, seconds);
  }

  /** Nanoseconds since 1970 of a stamp; what no long can hold is the nearest one that can. */
  long nanos(long stamp) {
    long plain = binary ? fromBinary(stamp) : fromDecimal(stamp);
    if (offsetSeconds == 0) {
      return plain;
    }
    return saturatedSum(plain, saturated(offsetSeconds));
  }

  private long fromDecimal(long stamp) {
    if (exponent == 6 && stamp >= 0 && stamp < Long.MAX_VALUE / 1000) {
      return stamp * 1000;
    }
    if (exponent <= 9) {
      long factor = power(9 - exponent);
      boolean fits = stamp >= 0 && stamp <= Long.MAX_VALUE / factor;
      return fits ? stamp * factor : Long.MAX_VALUE;
    }
    return exponent - 9 > 18 ? 0 : Long.divideUnsigned(stamp, power(exponent - 9));
  }

  private long fromBinary(long stamp) {
    long seconds = exponent < Long.SIZE ? stamp >>> exponent : 0;
    long rest = exponent < Long.SIZE ? stamp & ((1L << exponent) - 1) : stamp;
    long nanos;
    if (exponent <= Integer.SIZE) {
      nanos = (rest * BILLION) >>> exponent;
    } else {
      int drop = exponent - Integer.SIZE;
      nanos = ((drop < Long.SIZE ? rest >>> drop : 0) * BILLION) >>> Integer.SIZE;
    }
    return saturatedSum(saturated(seconds), nanos);
  }

  private static long saturated(long seconds) {
    if (seconds > Long.MAX_VALUE / BILLION) {
      return Long.MAX_VALUE;
    }
    return seconds < Long.MIN_VALUE / BILLION ? Long.MIN_VALUE : seconds * BILLION;
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
