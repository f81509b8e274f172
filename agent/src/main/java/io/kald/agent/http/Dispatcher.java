package io.kald.agent.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings each request through the gate to its route. Event loop; its replies come from any. */
final class Dispatcher {
  // deps
  private final Routes routes;
  private final Gate gate;
  private final Consumer<Throwable> faults;

  Dispatcher(Routes routes, Gate gate, Consumer<Throwable> faults) {
    this.routes = routes;
    this.gate = gate;
    this.faults = faults;
  }

  /** The reply, whatever happens; never completed with an exception. */
  CompletionStage<Reply> answer(Request request) {
    try {
      Routes.Found found = routes.find(request);
      Routes.Route route = found.route();
      @Nullable Reply refusal = gate.refusal(request, route == null ? Access.READ : route.access());
      if (refusal != null || route == null) {
        return CompletableFuture.completedFuture(refusal == null ? found.refusal() : refusal);
      }
      return route.handler().answer(found.request()).exceptionally(this::failure);
    } catch (Throwable e) { // One request's fault must not end the loop of all.
      return CompletableFuture.completedFuture(failure(e));
    }
  }

  private Reply failure(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof Request.BadRequest) {
      return Reply.text(400, String.valueOf(cause.getMessage()));
    }
    faults.accept(cause);
    return Reply.text(500, "A fault of kald itself; its log has the details.");
  }

  void fault(Throwable e) {
    faults.accept(e);
  }
}
