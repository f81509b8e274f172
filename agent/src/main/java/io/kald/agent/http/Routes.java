package io.kald.agent.http;

import io.kald.agent.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers, by method and path. Filled before the server starts.
 *
 * <p>A path is written as {@code /api/v1/services/{name}}; a name at the end stands for one segment
 * or more, elsewhere for one.
 */
public final class Routes {
  private final List<Route> routes = new ArrayList<>();

  /** Answers GET, and HEAD without the content. */
  public Routes get(String path, Access access, Handler handler) {
    routes.add(new Route("GET", List.of(path.split("/", -1)), access, handler));
    routes.add(new Route("HEAD", List.of(path.split("/", -1)), access, handler));
    return this;
  }

  /** Answers POST. */
  public Routes post(String path, Access access, Handler handler) {
    routes.add(new Route("POST", List.of(path.split("/", -1)), access, handler));
    return this;
  }

  /** All paths, as they were written. */
  public Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>();
    routes.forEach(route -> paths.add(String.join("/", route.path)));
    return paths;
  }

  /** What is there for a request. */
  Found find(Request request) {
    Set<String> methods = new LinkedHashSet<>();
    if (request.method().equals("OPTIONS") && request.path().equals("*")) {
      return new Found(ofTheServer(), request, Set.of());
    }
    for (Route route : routes) {
      Map<String, String> names = route.match(request.segments());
      if (names != null && route.method.equals(request.method())) {
        return new Found(route, request.with(names), Set.of());
      }
      if (names != null) {
        methods.add(route.method);
      }
    }
    return new Found(null, request, methods);
  }

  /** RFC 9110, 9.3.7: what the server takes, whatever the path. */
  private Route ofTheServer() {
    String methods =
        Stream.concat(routes.stream().map(Route::method), Stream.of("OPTIONS"))
            .distinct()
            .collect(Collectors.joining(", "));
    Reply reply = Reply.text(200, "This server takes " + methods + ".").with("Allow", methods);
    return new Route(
        "OPTIONS", List.of("*"), Access.OPEN, request -> CompletableFuture.completedFuture(reply));
  }

  /**
   * What was found.
   *
   * @param route null: nothing, or nothing for this method
   * @param request with what the route calls parts of the path
   * @param methods other methods that the path has routes for
   */
  record Found(@Nullable Route route, Request request, Set<String> methods) {
    Reply refusal() {
      if (methods.isEmpty()) {
        return Reply.text(404, "There is nothing at " + Printable.of(request.path()) + ".");
      }
      String allowed = String.join(", ", methods);
      String sentence =
          switch (allowed) {
            case "POST" -> "This endpoint requires a POST request.";
            case "GET, HEAD" -> "This can only be read.";
            default -> "This takes " + allowed + ".";
          };
      return Reply.text(405, sentence).with("Allow", allowed);
    }
  }

  /** One method of one path. */
  record Route(String method, List<String> path, Access access, Handler handler) {
    @Nullable Map<String, String> match(List<String> segments) {
      int last = path.size() - 1;
      boolean open = name(path.get(last)) != null;
      if (open ? segments.size() < path.size() : segments.size() != path.size()) {
        return null;
      }
      Map<String, String> names = new HashMap<>();
      for (int i = 0; i <= last; i++) {
        List<String> here = segments.subList(i, i == last ? segments.size() : i + 1);
        String name = name(path.get(i));
        if (name != null) {
          names.put(name, String.join("/", here));
        } else if (!here.equals(List.of(path.get(i)))) {
          return null;
        }
      }
      return names;
    }

    private static @Nullable String name(String segment) {
      return segment.startsWith("{") ? segment.substring(1, segment.length() - 1) : null;
    }
  }
}
