package io.kald.agent.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Pieces, zipped. Must be closed, for the memory of zlib. One thread at a time. */
final class Zip implements Pieces, AutoCloseable {
  private static final int BUFFER = 8 << 10;

  private final Pieces plain;
  private final ByteArrayOutputStream zipped = new ByteArrayOutputStream();
  private @Nullable GZIPOutputStream gzip;

  Zip(Pieces plain) {
    this.plain = plain;
  }

  @Override
  public boolean next(OutputStream out) throws IOException {
    GZIPOutputStream into = gzip == null ? new GZIPOutputStream(zipped, BUFFER) : gzip;
    gzip = into;
    boolean more = plain.next(into);
    if (!more) {
      into.finish();
    }
    zipped.writeTo(out);
    zipped.reset();
    return more;
  }

  @Override
  public void close() throws IOException {
    if (gzip != null) {
      gzip.close();
    }
  }
}
