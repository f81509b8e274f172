/** A kind of probe as somebody would add it: this package, and one line that names it. */
@NullMarked
package io.kald.agent.example;

import org.jspecify.annotations.NullMarked;
