/** How an IP address is written and read: one spelling for everything that shows one. Pure. */
@NullMarked
package io.kald.probe.address;

import org.jspecify.annotations.NullMarked;
