/** Tests of the reader, and captures made for tests. */
@NullMarked
package io.kald.agent.pcap;

import org.jspecify.annotations.NullMarked;
