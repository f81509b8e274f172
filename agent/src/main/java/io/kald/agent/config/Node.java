package io.kald.agent.config;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A piece of the file and where it stands. Lines and columns count from 1. */
sealed interface Node {
  int line();

  int column();

  <R> R match(
      Function<Scalar, R> scalar, Function<Mapping, R> mapping, Function<Sequence, R> sequence);

  /** This node if it is a single value, else null; what most readers want, without a closure. */
  default @Nullable Scalar scalar() {
    return null;
  }

  /**
   * A single value, as it was written; what type it has is for its key to say.
   *
   * @param empty whether nothing was written, or YAML's null
   */
  record Scalar(String text, boolean empty, int line, int column) implements Node {
    @Override
    public Scalar scalar() {
      return this;
    }

    @Override
    public <R> R match(
        Function<Scalar, R> scalar, Function<Mapping, R> mapping, Function<Sequence, R> sequence) {
      return scalar.apply(this);
    }
  }

  /** Keys with values, in the order of the file; a key may stand there twice. */
  record Mapping(List<Entry> entries, int line, int column) implements Node {
    @Override
    public <R> R match(
        Function<Scalar, R> scalar, Function<Mapping, R> mapping, Function<Sequence, R> sequence) {
      return mapping.apply(this);
    }
  }

  /** A list. */
  record Sequence(List<Node> items, int line, int column) implements Node {
    @Override
    public <R> R match(
        Function<Scalar, R> scalar, Function<Mapping, R> mapping, Function<Sequence, R> sequence) {
      return sequence.apply(this);
    }
  }

  /** One line of a mapping. */
  record Entry(Scalar key, Node value) {}
}
