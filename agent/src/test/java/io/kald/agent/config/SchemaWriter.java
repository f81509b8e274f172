package io.kald.agent.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Numbers;
import io.kald.schema.Types;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the JSON Schema of the configuration file from the tables of keys. */
final class SchemaWriter {
  private static final Map<String, Object> PLACEHOLDER = Map.of("$ref", "#/$defs/placeholder");

  private static final Map<String, Object> NODES_IN_DEFAULTS =
      Types.map(
          "required", List.of("defaults"), "properties", Map.of("defaults", required("nodes")));

  private SchemaWriter() {}

  private static Map<String, Object> required(String name) {
    return Map.of("required", List.of(name));
  }

  static String schema() throws IOException {
    Map<String, Object> sections = new LinkedHashMap<>();
    Document.SECTIONS.forEach(keys -> sections.put(keys.section(), section(keys)));
    Map<String, Object> root =
        Types.map(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema",
            "title",
            "kald configuration",
            "type",
            "object",
            "additionalProperties",
            false,
            "properties",
            sections,
            "if",
            Map.of("not", NODES_IN_DEFAULTS),
            "then",
            Map.of("properties", Map.of("phones", Map.of("items", required("nodes")))),
            "$defs",
            Map.of(
                "placeholder",
                Types.map(
                    "description",
                    "Filled from the environment: ${NAME} or ${NAME:-default}.",
                    "type",
                    "string",
                    "pattern",
                    "\\$\\{")));
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
      printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
      out.setPrettyPrinter(printer);
      write(out, root);
    }
    return text + "\n";
  }

  private static Map<String, Object> section(Keys keys) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Key<?> key : keys.all()) {
      properties.put(key.name(), property(key));
      // A service that follows a named keepalive has no host.
      boolean byKeepalive = key == ProbeKeys.HOST && keys == ProbeKeys.SERVICES;
      if (key.presence() == Key.Presence.REQUIRED && !byKeepalive) {
        required.add(key.name());
      }
    }
    keys.inner().forEach(inner -> properties.put(inner.section(), inner(inner)));
    Map<String, Object> object =
        Types.map("type", List.of("object", "null"), "additionalProperties", false);
    if (!required.isEmpty()) {
      object.put("type", "object");
      object.put("required", required);
    }
    if (keys == ProbeKeys.SERVICES) {
      object.put(
          "anyOf",
          List.of(
              Map.of("required", List.of(ProbeKeys.HOST.name())),
              Map.of("required", List.of(ProbeKeys.KEEPALIVE.name()))));
    }
    if (keys == PhoneKeys.PHONES) {
      object.put(
          "oneOf",
          List.of(
              Map.of("required", List.of(PhoneKeys.DEVICE.name())),
              Map.of("required", List.of(PhoneKeys.DEVICES.name()))));
    }
    object.put("properties", properties);
    return keys.isList()
        ? Types.map("description", keys.about(), "type", List.of("array", "null"), "items", object)
        : described(keys.about(), object);
  }

  private static Map<String, Object> inner(Keys keys) {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.all().forEach(key -> properties.put(key.shortName(), property(key)));
    return Types.map(
        "description",
        keys.about(),
        "type",
        List.of("object", "null"),
        "additionalProperties",
        false,
        "properties",
        properties);
  }

  private static Map<String, Object> described(String about, Map<String, Object> object) {
    Map<String, Object> all = Types.map("description", about);
    all.putAll(object);
    return all;
  }

  private static Map<String, Object> property(Key<?> key) {
    Map<String, Object> property =
        Types.map("description", key.about() + " Expected: " + key.type().expected() + ".");
    if (key.presence() == Key.Presence.DEFAULT) {
      property.put("default", plain(key.absent()));
    }
    List<Object> anyOf = new ArrayList<>();
    Object alternatives = key.type().schema().get("anyOf");
    if (alternatives instanceof List<?> list) {
      anyOf.addAll(list);
    } else {
      anyOf.add(key.type().schema());
    }
    anyOf.add(PLACEHOLDER);
    property.put("anyOf", anyOf);
    return property;
  }

  /** A default as YAML would read it. */
  private static Object plain(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return Numbers.digits(text) ? Long.valueOf(text) : text;
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName((String) entry.getKey());
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        write(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Number number) {
      out.writeNumber(new BigDecimal(number.toString()).toPlainString());
    } else {
      out.writeString((String) value);
    }
  }
}
