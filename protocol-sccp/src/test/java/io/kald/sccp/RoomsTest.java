package io.kald.sccp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** This room knows bytes: no time, no sockets, no threads, no log. */
@AnalyzeClasses(packages = "io.kald.sccp", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  @ArchTest
  static final ArchRule ONLY_BUFFERS_AND_CODECS =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.sccp",
              "io.netty.buffer",
              "io.netty.channel",
              "io.netty.handler.codec",
              "io.netty.util.collection",
              "java.lang..",
              "java.net",
              "java.nio.charset",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "org.jspecify.annotations");
}
