package io.kald.agent.config;

import io.kald.schema.Chars;
import io.kald.schema.Key;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Secrets that stand in the configuration or, better, in a file of their own. */
final class Secrets {
  private static final int MAX_BYTES = 4_096;

  private final Path directory;
  private final @Nullable Path source;

  /**
   * Relative names of files start at {@code directory}.
   *
   * @param source the configuration's own file; null when it is a text
   */
  Secrets(Path directory, @Nullable Path source) {
    this.directory = directory;
    this.source = source;
  }

  /** What a bearer token may be: visible ASCII, as a header can carry it. */
  static Type<Secret> token() {
    return new Type<>(
        Type.SECRET,
        "1 ~ 4096 visible ASCII characters",
        text -> isToken(text) ? new Secret(text) : null,
        Secret::toString,
        Types.map("type", "string", "minLength", 1, "maxLength", MAX_BYTES));
  }

  static Type<String> file() {
    return Types.text("<file>", "a file name", Secrets::isPath, ".");
  }

  static boolean isPath(String text) {
    try {
      return !text.isEmpty() && !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      // Not a path on this system, which is the answer.
      return false;
    }
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_BYTES
        && Chars.all(text, c -> c > ' ' && c < 127);
  }

  /** The secret of either key, or null. */
  @Nullable Secret read(Section in, Key<Secret> plain, Key<String> file) {
    Secret secret = in.optional(plain);
    String name = in.optional(file);
    if (in.has(plain) && in.has(file)) {
      in.problem(file, "not together with " + plain.name() + " (expected: one of the two)");
      return null;
    }
    if (name == null && source != null && in.written(plain) && Exposed.toOthers(source)) {
      in.warn(
          plain, "every user of this machine can read it in this file (" + Exposed.REMEDY + ")");
    }
    return name == null ? secret : readFile(in, file, name);
  }

  private static void noToken(Section in, Key<String> key, String name, String why) {
    in.problem(
        key,
        Show.path(name) + " holds no token: " + why + " (expected: " + token().expected() + ")");
  }

  /** Without a word of what may be a secret all the same. */
  private static String why(String text) {
    if (text.isEmpty()) {
      return "it is empty";
    }
    if (text.length() > MAX_BYTES) {
      return "it is too long";
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      return "it has more than one line";
    }
    return Chars.all(text, c -> c >= ' ' && c < 127)
        ? "there is a space in it"
        : "there is a character in it that a header cannot carry";
  }

  private @Nullable Secret readFile(Section in, Key<String> key, String name) {
    Path path = directory.resolve(name);
    String problem = ReadableFiles.problem(path);
    if (problem != null) {
      in.problem(key, Show.path(name) + " " + problem + ReadableFiles.EXPECTED);
      return null;
    }
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 2);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Secret secret = token().reading().read(text.stripTrailing());
      if (Exposed.toOthers(path)) {
        in.warn(key, Exposed.warning(name));
      }
      if (secret == null) {
        noToken(in, key, name, why(text.stripTrailing()));
      }
      return secret;
    } catch (CharacterCodingException e) {
      noToken(in, key, name, "it is not text in UTF-8");
    } catch (IOException e) {
      in.problem(key, Show.path(name) + " cannot be read" + ReadableFiles.EXPECTED);
    }
    return null;
  }
}
