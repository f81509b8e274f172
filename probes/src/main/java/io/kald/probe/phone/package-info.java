/**
 * The rules of a phone, pure: registered with one node, watching others; when it gives one up, and
 * for which other; which KeepAlive an ack belongs to. Time is an argument, what happens goes in,
 * orders come out. {@code io.kald.probe.phone.link} carries them out.
 */
@NullMarked
package io.kald.probe.phone;

import org.jspecify.annotations.NullMarked;
