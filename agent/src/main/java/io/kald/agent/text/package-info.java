/** Words that several rooms show to people: counts with their nouns, reasons of failures. Pure. */
@NullMarked
package io.kald.agent.text;

import org.jspecify.annotations.NullMarked;
