package io.kald.agent.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One connection: takes requests, one after another, and never holds more of the process than its
 * limits say. Event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final long STUCK_NANOS = 1_000_000_000L;
  private static final Reply NONE = Reply.text(500, "");

  // deps
  private final Channel channel;
  private final Connections all;
  private final Dispatcher dispatcher;
  private final Responder responder;
  private final Assembly assembly;
  private final Client client;

  // state
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private Phase phase = Phase.OPENED;
  private long since;
  private long progress;
  private int turn;
  private boolean refused;
  private boolean ended;
  private boolean paused;

  Connection(Channel channel, Connections all, Dispatcher dispatcher, Responder responder) {
    this.channel = channel;
    this.all = all;
    this.dispatcher = dispatcher;
    this.responder = responder;
    this.assembly = new Assembly(all.limits());
    this.client = Client.of(channel.remoteAddress());
    this.since = all.now();
    this.progress = since;
  }

  private enum Phase {
    OPENED,
    READING,
    ANSWERING,
    WRITING,
    IDLE,
    LINGERING
  }

  /** A request that has not had its turn, or a reply to what was none. */
  private record Waiting(@Nullable Request request, Reply reply, boolean keepAlive) {}

  Client client() {
    return client;
  }

  /** Whether what comes is of no use: a request was refused, or the last reply is sent. */
  boolean takesNoMore() {
    return refused;
  }

  /** So many bytes in all were of no use; what is not read makes the kernel hold the client. */
  void dropped(long bytes) {
    if (phase == Phase.LINGERING && (bytes > Intake.MOST_DROPPED || all.slows(client))) {
      abort();
    }
  }

  /** Whether nobody waits for it: nothing is being worked out, and nothing is being taken. */
  boolean idle() {
    return phase != Phase.ANSWERING && (phase != Phase.WRITING || stuck());
  }

  /** Whether its client does not take the reply. */
  boolean stuck() {
    return phase == Phase.WRITING && all.now() - progress >= STUCK_NANOS;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    all.admit(this);
    context.read();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    enter(Phase.LINGERING);
    waiting.clear();
    responder.abort();
    all.remove(this);
  }

  /** Bytes have come. */
  void arrived() {
    if (phase == Phase.OPENED || phase == Phase.IDLE) {
      // The time of the first request runs from the connection on.
      phase = phase == Phase.IDLE ? enter(Phase.READING) : Phase.READING;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!refused && message instanceof HttpObject part) {
        take(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    readOn();
  }

  private void readOn() {
    if (phase == Phase.READING || phase == Phase.OPENED || phase == Phase.LINGERING) {
      channel.read();
    }
  }

  /** A piece has been read, and decoded as far as it goes. */
  void pieceTaken() {
    // A request that fits into one piece is never held up by others from the same address.
    paused = phase == Phase.READING && all.slows(client);
  }

  /** Whether more is to be read now. */
  boolean reads() {
    return !paused && phase != Phase.ANSWERING && phase != Phase.WRITING;
  }

  private void take(HttpObject part) {
    Assembly.Result result = new Assembly.More(null);
    if (part instanceof HttpRequest head) {
      result = assembly.begin(head);
    }
    if (part instanceof HttpContent content && !(result instanceof Assembly.Bad)) {
      result = assembly.add(content);
    }
    if (result instanceof Assembly.More more && more.interim() != null) {
      responder.interim(more.interim());
    } else if (result instanceof Assembly.Whole whole) {
      queue(new Waiting(whole.request(), NONE, whole.keepAlive()));
    } else if (result instanceof Assembly.Bad bad) {
      refusal(bad.reply());
    }
  }

  private void queue(Waiting next) {
    if (waiting.size() < all.limits().pipelined()) {
      enqueue(next);
    } else {
      refusal(Reply.text(503, "Too many requests at once; wait for replies."));
    }
  }

  /** The last reply of this connection. */
  private void refusal(Reply reply) {
    refused = true;
    all.refused(client);
    enqueue(new Waiting(null, reply, false));
  }

  private void enqueue(Waiting next) {
    waiting.add(next);
    if (phase == Phase.READING || phase == Phase.IDLE) {
      turn();
    }
  }

  /** The next request's turn, or the client's. */
  private void turn() {
    Waiting next = waiting.poll();
    if (next == null && ended) {
      close();
    } else if (next == null) {
      enter(Phase.IDLE);
      channel.read();
    } else {
      answer(next);
    }
  }

  private void answer(Waiting next) {
    int mine = ++turn;
    enter(Phase.ANSWERING);
    all.touch(this);
    Request request = next.request();
    if (request == null) {
      write(mine, next, next.reply());
      return;
    }
    dispatcher
        .answer(request)
        .thenAccept(reply -> channel.eventLoop().execute(() -> write(mine, next, reply)));
  }

  private void write(int of, Waiting next, Reply reply) {
    if (of != turn || phase != Phase.ANSWERING) {
      return; // It came too late.
    }
    enter(Phase.WRITING);
    progress = since;
    responder.send(next.request(), reply, next.keepAlive() && goesOn(), new Telling());
  }

  /** Whether there is more to answer, now or later. */
  private boolean goesOn() {
    return !ended || !waiting.isEmpty();
  }

  /** What the responder tells. */
  private final class Telling implements Responder.Sent {
    @Override
    public void progress() {
      progress = all.now();
      all.touch(Connection.this);
    }

    @Override
    public void done(boolean goesOn) {
      if (goesOn && phase == Phase.WRITING) {
        all.touch(Connection.this);
        turn();
      } else if (phase == Phase.WRITING) {
        linger();
      }
    }

    @Override
    public void failed(Throwable fault) {
      dispatcher.fault(fault);
      abort();
    }
  }

  /** Closes in a way that lets the client read the last reply: a close with bytes unread resets. */
  private void linger() {
    enter(Phase.LINGERING);
    waiting.clear();
    refused = true;
    if (ended) {
      close();
    } else {
      var unused = ((DuplexChannel) channel).shutdownOutput();
      channel.read();
    }
  }

  private void refuse(int status, String sentence) {
    refused = true;
    turn++;
    waiting.clear();
    enter(Phase.ANSWERING);
    write(turn, new Waiting(null, NONE, false), Reply.text(status, sentence));
  }

  /** Ends what has taken too long. */
  void tick(long now) {
    HttpLimits.Times times = all.limits().times();
    long spent = now - since;
    if (paused) {
      paused = false;
      readOn();
    }
    switch (phase) {
      case OPENED -> endAfter(spent, times.request());
      case IDLE -> endAfter(spent, times.idle());
      case LINGERING -> endAfter(spent, times.linger());
      case READING -> {
        if (spent >= times.request()) {
          refuse(408, "The request was not complete in time.");
        }
      }
      case ANSWERING -> {
        if (spent >= times.answer()) {
          refuse(503, "There was no answer in time; the log may tell more.");
        }
      }
      case WRITING -> {
        if (now - progress >= times.stalled() || spent >= times.reply()) {
          abort();
        }
      }
    }
  }

  private void endAfter(long spent, long limit) {
    if (spent >= limit) {
      close();
    }
  }

  /** Another connection takes its place. */
  void giveWay() {
    if (all.slows(client)) {
      abort();
      return;
    }
    switch (phase) {
      case READING, ANSWERING ->
          farewell("There are too many connections; this one gives way to another.");
      case WRITING -> abort();
      default -> close();
    }
  }

  /** Says why and closes at once: nothing may be kept for those who have no place. */
  private void farewell(String sentence) {
    refused = true;
    turn++;
    enter(Phase.LINGERING);
    responder.send(null, Reply.text(503, sentence), false, new Telling());
    close();
  }

  /** Closes in order, but at once. */
  void close() {
    var unused = channel.close();
  }

  /** Closes at once, with RST, so that the kernel gives up what the client has not read. */
  void abort() {
    responder.abort(); // What it held is free before the channel says that it is closed.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    responder.flow();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
      if (phase != Phase.ANSWERING && phase != Phase.WRITING) {
        close();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      dispatcher.fault(cause);
    }
    abort(); // A client that is gone is nobody's fault.
  }

  private Phase enter(Phase next) {
    phase = next;
    since = all.now();
    return next;
  }
}
