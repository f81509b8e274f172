package io.kald.probe;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** The plan of the house: which room may look at which. */
@AnalyzeClasses(
    packages = {"io.kald.probe", "io.kald.schema"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String[] PURE = {
    "io.kald.probe",
    "io.kald.probe.address",
    "io.kald.probe.schedule",
    "io.kald.probe.keepalive",
    "io.kald.probe.event",
    "io.kald.probe.phone"
  };

  @ArchTest
  static final ArchRule PURE_ROOMS_KNOW_NO_NETWORK_AND_NO_LOG =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..", "com.sun.jna..", "java.net..", "java.nio.channels..", "org.slf4j..");

  @ArchTest
  static final ArchRule PURE_ROOMS_KNOW_NO_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kald.probe.time");

  @ArchTest
  static final ArchRule ONLY_THE_CLOCKS_READ_TIME =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kald.probe.time")
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(System.class))).and(target(nameMatching(".*[tT]ime.*"))))
          .orShould()
          .callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule THE_VOCABULARY_LOOKS_AT_NOTHING =
      classes()
          .that()
          .resideInAPackage("io.kald.probe")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.kald.probe", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule ROWS_KNOW_NOBODY =
      classes()
          .that()
          .resideInAPackage("io.kald.schema..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.schema..", "java.lang..", "java.math..", "java.util..", "org.jspecify..");

  @ArchTest
  static final ArchRule A_KIND_KNOWS_NO_OTHER_KIND_AND_NOTHING_ABOVE =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.kind..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.tcp..",
              "io.kald.probe.icmp..",
              "io.kald.probe.phone..",
              "io.kald.probe.schedule..",
              "io.kald.probe.keepalive..",
              "io.kald.probe.event..",
              "io.kald.probe.engine..");

  /** What a kind is can be read without a network; only what it opens needs one. */
  @ArchTest
  static final ArchRule KINDS_AND_THEIR_SPECS_AND_KEYS_ARE_PURE =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Kind")
          .or()
          .haveSimpleNameEndingWith("Spec")
          .or()
          .haveSimpleNameEndingWith("Keys")
          .or()
          .haveSimpleName("Kinds")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..", "com.sun.jna..", "java.net..", "java.nio.channels..", "org.slf4j..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_KIND_BY_NAME =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kald.probe.tcp..", "io.kald.probe.icmp..");

  @ArchTest
  static final ArchRule PROBERS_KNOW_NEITHER_SCHEDULE_NOR_STATE_NOR_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.tcp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.icmp..",
              "io.kald.probe.phone..",
              "io.kald.probe.schedule..",
              "io.kald.probe.keepalive..",
              "io.kald.probe.event..",
              "io.kald.probe.engine..");

  @ArchTest
  static final ArchRule THE_ECHO_PROBER_KNOWS_NEITHER_SCHEDULE_NOR_STATE_NOR_TCP =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.icmp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.tcp..",
              "io.kald.probe.phone..",
              "io.kald.probe.schedule..",
              "io.kald.probe.keepalive..",
              "io.kald.probe.event..",
              "io.kald.probe.engine..");

  @ArchTest
  static final ArchRule THE_PHONE_KNOWS_NEITHER_SCHEDULE_NOR_STATE_NOR_OTHER_PROBERS =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.phone..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.tcp..",
              "io.kald.probe.icmp..",
              "io.kald.probe.schedule..",
              "io.kald.probe.keepalive..",
              "io.kald.probe.engine..");

  /** Ack matching, detection and the group's rules are the same live and on captured packets. */
  @ArchTest
  static final ArchRule THE_RULES_OF_A_PHONE_KNOW_ONLY_THE_VOCABULARY_AND_SCCP =
      classes()
          .that()
          .resideInAPackage("io.kald.probe.phone")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe",
              "io.kald.probe.event",
              "io.kald.probe.phone",
              "io.kald.sccp..",
              "java.lang..",
              "java.nio.charset..",
              "java.util..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule NAMES_KNOW_NEITHER_PROBERS_NOR_SCHEDULE_NOR_STATE =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.name..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.tcp..",
              "io.kald.probe.icmp..",
              "io.kald.probe.phone..",
              "io.kald.probe.schedule..",
              "io.kald.probe.keepalive..",
              "io.kald.probe.event..",
              "io.kald.probe.engine..");

  @ArchTest
  static final ArchRule THE_HOSTS_NETWORK_KNOWS_NO_PROBER =
      noClasses()
          .that()
          .resideInAPackage("io.kald.probe.host..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.tcp..",
              "io.kald.probe.icmp..",
              "io.kald.probe.phone..",
              "io.kald.probe.name..",
              "io.kald.probe.schedule..",
              "io.kald.probe.keepalive..",
              "io.kald.probe.event..",
              "io.kald.probe.engine..");

  @ArchTest
  static final ArchRule A_REVIEW_KNOWS_ONLY_THE_VOCABULARY =
      classes()
          .that()
          .resideInAPackage("io.kald.probe.review..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe", "io.kald.probe.review..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule NATIVE_CALLS_STAY_IN_NET =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.kald.probe.net..", "io.kald.probe.icmp..", "io.kald.probe.tcp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.jna..");
}
