package io.kald.agent.repository;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The packages of the product and which of them uses which, as the compiled classes say. */
final class Rooms {
  private static final String ROOT = "io.kald";

  /** Modules, highest first. */
  private static final List<Module> MODULES =
      List.of(
          new Module("agent", List.of("io.kald.agent")),
          new Module("probes", List.of("io.kald.probe", "io.kald.schema")),
          new Module("protocol-sccp", List.of("io.kald.sccp")));

  private final Map<String, Set<String>> uses = new TreeMap<>();

  private Rooms() {}

  static Rooms imported() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
    Rooms rooms = new Rooms();
    for (JavaClass from : classes) {
      Set<String> used = rooms.uses.computeIfAbsent(from.getPackageName(), p -> new TreeSet<>());
      from.getDirectDependenciesFromSelf()
          .forEach(dependency -> used.add(dependency.getTargetClass().getPackageName()));
    }
    rooms.uses.forEach((room, used) -> used.removeIf(u -> u.equals(room) || !ours(u)));
    return rooms;
  }

  private static boolean ours(String room) {
    return room.startsWith(ROOT + ".");
  }

  /** A ring of rooms, as a path that ends where it begins; empty when there is none. */
  List<String> ring() {
    for (String room : uses.keySet()) {
      List<String> path = new ArrayList<>(List.of(room));
      if (leadsBack(path, room, new TreeSet<>())) {
        return path;
      }
    }
    return List.of();
  }

  private boolean leadsBack(List<String> path, String to, Set<String> seen) {
    for (String next : uses.getOrDefault(path.get(path.size() - 1), Set.of())) {
      path.add(next);
      if (next.equals(to) || (seen.add(next) && leadsBack(path, to, seen))) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  /**
   * A flow chart in Mermaid. An arrow points at a room that is used. One that follows from others
   * is left out: a room that uses the engine may use what the engine uses.
   */
  String mermaid() {
    StringBuilder text = new StringBuilder("```mermaid\nflowchart TD\n");
    for (Module module : MODULES) {
      text.append("  subgraph module_%s [%s]\n".formatted(module.id(), module.name()));
      uses.keySet().stream()
          .filter(module::has)
          .forEach(room -> text.append("    %s[%s]\n".formatted(id(room), name(room))));
      text.append("  end\n");
    }
    uses.keySet()
        .forEach(
            from ->
                direct(from)
                    .forEach(to -> text.append("  %s --> %s\n".formatted(id(from), id(to)))));
    return text.append("```\n").toString();
  }

  private Set<String> direct(String from) {
    Set<String> direct = new TreeSet<>(uses.getOrDefault(from, Set.of()));
    for (String through : uses.getOrDefault(from, Set.of())) {
      direct.removeAll(reached(through, new TreeSet<>()));
    }
    return direct;
  }

  private Set<String> reached(String from, Set<String> reached) {
    for (String next : uses.getOrDefault(from, Set.of())) {
      if (reached.add(next)) {
        reached(next, reached);
      }
    }
    return reached;
  }

  /** Without what is the same for all of a module. */
  private static String name(String room) {
    return room.replaceFirst("^io\\.kald\\.(?:agent\\.|probe\\.)?", "");
  }

  private static String id(String room) {
    return room.substring(ROOT.length() + 1).replace('.', '_');
  }

  /** A module and what the names of its packages begin with. */
  private record Module(String name, List<String> roots) {
    boolean has(String room) {
      return roots.stream().anyMatch(room::startsWith);
    }

    String id() {
      return name.replace('-', '_');
    }
  }
}
