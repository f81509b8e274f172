/**
 * SCCP on the wire: messages as records, a strict frame decoder, lenient bodies. Knows no time,
 * socket or policy.
 */
@NullMarked
package io.kald.sccp;

import org.jspecify.annotations.NullMarked;
