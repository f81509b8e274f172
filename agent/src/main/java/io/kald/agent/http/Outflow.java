package io.kald.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The content of one reply on its way: the worker makes a piece, the event loop writes it, and the
 * next one is made when the client has taken enough of it. Event loop, but for the making.
 */
final class Outflow {
  private static final int ENOUGH = 16 << 10;
  private static final int SLICE = 16 << 10;

  // deps
  private final Channel channel;
  private final Worker worker;
  private final Pieces pieces;
  private final Listener listener;

  // state
  private boolean making;
  private boolean made;
  private boolean aborted;

  Outflow(Channel channel, Worker worker, Pieces pieces, Listener listener) {
    this.channel = channel;
    this.worker = worker;
    this.pieces = pieces;
    this.listener = listener;
  }

  /** What is told of it, on the event loop. */
  interface Listener {
    /** The client has taken some of it. */
    void progress();

    /** The client's kernel, or ours, has all of it. */
    void done();

    /** A fault of ours: the rest cannot be made. */
    void failed(Throwable fault);
  }

  /** Makes and writes more where the client takes it; call it whenever that may have changed. */
  void flow() {
    if (!making && !made && !aborted && channel.isWritable()) {
      making = true;
      worker.execute(this::make);
    }
  }

  /** Nothing is written any more. */
  void abort() {
    aborted = true;
    if (!making) {
      worker.execute(this::close);
    }
  }

  private void make() {
    ByteBuf piece = channel.alloc().buffer(ENOUGH);
    boolean more = true;
    @Nullable Throwable fault = null;
    try (ByteBufOutputStream out = new ByteBufOutputStream(piece)) {
      while (more && piece.readableBytes() < ENOUGH) {
        more = pieces.next(out);
      }
    } catch (Throwable e) { // The worker serves others as well.
      fault = e;
    }
    if (fault != null || !more) {
      close();
    }
    hand(piece, more, fault);
  }

  private void hand(ByteBuf piece, boolean more, @Nullable Throwable fault) {
    try {
      channel.eventLoop().execute(() -> take(piece, more, fault));
    } catch (RejectedExecutionException e) {
      // The server has been closed meanwhile.
      piece.release();
    }
  }

  private void take(ByteBuf piece, boolean more, @Nullable Throwable fault) {
    making = false;
    made = !more || fault != null;
    if (aborted || fault != null) {
      piece.release();
      if (aborted && !made) {
        worker.execute(this::close);
      }
      if (!aborted && fault != null) {
        listener.failed(fault);
      }
      return;
    }
    write(piece);
    flow();
  }

  private void write(ByteBuf piece) {
    while (piece.isReadable()) {
      ByteBuf slice = piece.readRetainedSlice(Math.min(SLICE, piece.readableBytes()));
      channel
          .write(new DefaultHttpContent(slice))
          .addListener(written -> told(written.isSuccess(), false));
    }
    piece.release();
    if (made) {
      channel
          .write(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(written -> told(written.isSuccess(), true));
    }
    channel.flush();
  }

  private void told(boolean success, boolean last) {
    if (aborted || !success) {
      return; // The channel is closing, and says so itself.
    }
    if (last) {
      listener.done();
    } else {
      listener.progress();
    }
  }

  private void close() {
    if (pieces instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        // Only zipping is closed, into memory.
        throw new IllegalStateException(e);
      }
    }
  }
}
