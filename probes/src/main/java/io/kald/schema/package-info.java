/**
 * What a file of keys is made of, and nothing of any file: a key with its type, range, default and
 * words, the tables of them, and how durations and sizes are read and shown. Pure; any thread.
 */
@NullMarked
package io.kald.schema;

import org.jspecify.annotations.NullMarked;
