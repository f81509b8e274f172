/** Tests of the flow table. */
@NullMarked
package io.kald.agent.flow;

import org.jspecify.annotations.NullMarked;
