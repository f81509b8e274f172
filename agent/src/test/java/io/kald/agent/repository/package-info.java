/** What holds for the repository as a whole: its pages, workflows and rooms. */
@NullMarked
package io.kald.agent.repository;

import org.jspecify.annotations.NullMarked;
