package io.kald.agent.repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds citations of pages, and links of pages, that lead nowhere. */
final class Citations {
  private static final Pattern PAGE =
      Pattern.compile("(?<![\\w/.:<*-])((?:[\\w.-]+/|\\.\\./)*[\\w-]+\\.md)(#[\\w-]+)?");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "\\.\\./(?:shared|reference|seeds)\\b|\\b[Ss]eeds? 00\\d|\\bthe first seed\\b");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");

  /** Pages that a build makes. */
  private static final Set<String> BUILT = Set.of("lab-table.md");

  private final Set<String> pages;

  Citations(List<Path> files) {
    pages = files.stream().map(f -> f.getFileName().toString()).collect(Collectors.toSet());
  }

  /** What {@code text} of the file {@code from} cites and nobody can follow. */
  List<String> dead(Path from, String text) {
    List<String> dead = new ArrayList<>();
    if (text.contains(".md")) {
      pages(from, withoutAddresses(text), dead);
    }
    UNREACHABLE.matcher(text).results().forEach(m -> dead.add(from + ": " + m.group()));
    if (from.toString().endsWith(".md")) {
      LINK.matcher(text).results().forEach(m -> link(from, m.group(1), dead));
    }
    return dead;
  }

  private void pages(Path from, String text, List<String> dead) {
    Matcher page = PAGE.matcher(text);
    while (page.find()) {
      if (!leads(from, page.group(1), page.group(2))) {
        dead.add(from + ": " + page.group());
      }
    }
  }

  private void link(Path from, String target, List<String> dead) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    boolean good =
        target.startsWith("http")
            || (path.isEmpty()
                ? anchor(from, target)
                : Files.exists(beside(from, path)) && anchored(beside(from, path), target, hash));
    if (!good) {
      dead.add(from + ": (" + target + ")");
    }
  }

  private static boolean anchored(Path file, String target, int hash) {
    return hash < 0 || anchor(Repository.ROOT.relativize(file), target.substring(hash));
  }

  /** By its path from the root, beside the file or its module, or by its name alone. */
  private boolean leads(Path from, String page, @Nullable String anchor) {
    if (BUILT.contains(Path.of(page).getFileName().toString())) {
      return true;
    }
    return Stream.of(Path.of(page), from.resolveSibling(page), from.getName(0).resolve(page))
            .map(Path::normalize)
            .anyMatch(path -> Files.exists(Repository.ROOT.resolve(path)) && anchor(path, anchor))
        || (anchor == null && pages.contains(page));
  }

  private static Path beside(Path from, String path) {
    return Repository.ROOT.resolve(from).resolveSibling(path).normalize();
  }

  private static boolean anchor(Path page, @Nullable String anchor) {
    return anchor == null
        || HEADING
            .matcher(Repository.read(page))
            .results()
            .anyMatch(m -> anchor.equals("#" + slug(m.group(1))));
  }

  /** As GitHub makes an anchor of a heading. */
  static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
  }

  private static String withoutAddresses(String text) {
    return text.replaceAll("https?://\\S+", "");
  }
}
