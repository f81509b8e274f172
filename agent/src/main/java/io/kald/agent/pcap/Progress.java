package io.kald.agent.pcap;

/** Hears how far a long capture is read, about every quarter of a MiB. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (done, total) -> {};

  /**
   * More was read.
   *
   * @param doneBytes read so far, as they lie on disk
   * @param totalBytes size of the file, or -1 for a stream
   */
  void onProgress(long doneBytes, long totalBytes);
}
