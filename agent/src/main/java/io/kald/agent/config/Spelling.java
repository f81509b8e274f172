package io.kald.agent.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Guesses what was meant by a word that is not known. */
final class Spelling {
  private static final int MAX_LENGTH = 64;

  private Spelling() {}

  /** As below, with all known words as what is allowed. */
  static String hint(String word, Collection<String> known) {
    return hint(word, known, "(expected: " + String.join(", ", known) + ")");
  }

  /** {@code "(did you mean `port`?)"}, or the words that are allowed when none is near. */
  static String hint(String word, Collection<String> known, String otherwise) {
    String nearest = "";
    int best = Integer.MAX_VALUE;
    if (word.length() <= MAX_LENGTH) {
      for (String candidate : known) {
        int distance = distance(plain(word), plain(candidate));
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    boolean near = best <= Math.max(1, Math.min(word.length(), nearest.length()) / 3);
    return near ? "(did you mean `" + nearest + "`?)" : otherwise;
  }

  /** Capitals, dashes and underscores are the commonest mistakes and cost nothing. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours between the two. */
  static int distance(String a, String b) {
    int[] twoBack = new int[b.length() + 1];
    int[] before = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    Arrays.setAll(before, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], before[j]) + 1, before[j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], twoBack[j - 2] + 1);
        }
      }
      int[] spare = twoBack;
      twoBack = before;
      before = row;
      row = spare;
    }
    return before[b.length()];
  }
}
