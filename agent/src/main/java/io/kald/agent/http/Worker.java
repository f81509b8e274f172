package io.kald.agent.http;

import io.kald.probe.net.Background;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread of low priority that works out answers, piece by piece and in turn, so that the event
 * loop never waits for one. It ends when it has had nothing to do for a while.
 */
public final class Worker implements Executor, AutoCloseable {
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor thread;

  /**
   * A worker that has not begun.
   *
   * @param name of its thread
   * @param background whether it gives way to probes
   */
  public Worker(String name, boolean background) {
    // Each connection has one thing at most to be done: that is what bounds the queue.
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(background ? () -> giveWay(task) : task, name);
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    thread.allowCoreThreadTimeOut(true);
  }

  /** A handler whose answers are worked out here. */
  public Handler handler(Answer answer) {
    return request -> {
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      execute(() -> complete(reply, answer, request));
      return reply;
    };
  }

  /** Has something done; nothing after {@link #close}. */
  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private static void complete(CompletableFuture<Reply> reply, Answer answer, Request request) {
    try {
      reply.complete(answer.to(request));
    } catch (Throwable e) { // Whoever waits for the reply reports it.
      reply.completeExceptionally(e);
    }
  }

  private static void giveWay(Runnable task) {
    Background.lowerThisThread(); // Where that is not possible, it competes.
    task.run();
  }
}
