package io.kald.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.kald.probe.LocalFailure;
import java.time.Instant;

/** The plan of the house: which room of the agent may look at which. */
@AnalyzeClasses(packages = "io.kald.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String[] SINKS = {
    "io.kald.agent.metrics..",
    "io.kald.agent.store..",
    "io.kald.agent.status..",
    "io.kald.agent.witness.."
  };

  @ArchTest
  static final ArchRule ONLY_THE_DAEMON_WIRES =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.kald.agent", "io.kald.agent.daemon..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kald.agent.daemon..");

  /** Who needs to know how kinds differ asks {@code Kinds}; only TCP has source ports to count. */
  @ArchTest
  static final ArchRule NOBODY_KNOWS_A_KIND_OF_PROBE =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent..")
          .and()
          .haveNameNotMatching(".*\\.daemon\\.PortPools.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kald.probe.tcp..", "io.kald.probe.icmp..");

  @ArchTest
  static final ArchRule SINKS_KNOW_NEITHER_THE_ENGINE_NOR_THE_CONFIGURATION =
      noClasses()
          .that()
          .resideInAnyPackage(SINKS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.probe.engine..",
              "io.kald.probe.net..",
              "io.kald.probe.tcp..",
              "io.kald.probe.icmp..",
              "io.kald.agent.config..",
              "io.kald.agent.api..",
              "io.kald.agent.cli..");

  /** What packets and journals are held against is a phone's rules, not its connections. */
  @ArchTest
  static final ArchRule ONLY_THE_CONFIGURATION_KNOWS_CONNECTIONS_OF_PHONES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kald.agent.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kald.probe.phone.link..");

  @ArchTest
  static final ArchRule SINKS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.kald.agent.(metrics|store|status|witness)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule THE_SIMULATOR_KNOWS_NOTHING_OF_THE_DAEMON =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.simulate..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.kald.agent.api..",
                      "io.kald.agent.bus..",
                      "io.kald.agent.cli..",
                      "io.kald.agent.metrics..",
                      "io.kald.agent.status..",
                      "io.kald.agent.store..",
                      "io.kald.probe",
                      "io.kald.probe.engine..",
                      "io.kald.probe.event..")
                  // What native calls return.
                  .and(not(equivalentTo(LocalFailure.class))));

  @ArchTest
  static final ArchRule THE_TRACE_READER_KNOWS_ONLY_THE_JOURNAL =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.trace..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "io.kald.probe..",
              "io.kald.sccp..",
              "io.kald.agent.bus..",
              "io.kald.agent.cli..",
              "io.kald.agent.config..",
              "io.kald.agent.simulate..");

  @ArchTest
  static final ArchRule CAPTURES_KNOW_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.pcap..")
          .should()
          .dependOnClassesThat()
          // Addresses are written in one way, here too.
          .resideOutsideOfPackages(
              "io.kald.agent.pcap..", "io.kald.probe.address..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule THE_HTTP_SERVER_DOES_NOT_KNOW_WHAT_IT_SERVES =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.http..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.kald.agent.http..",
              "io.kald.agent.text..",
              "io.kald.probe.net..",
              "io.kald.probe.time..",
              "io.netty..",
              "java..",
              "org.jspecify..",
              "org.slf4j..");

  /** Of the JDK also what is asked how much memory there is, for the advice about it. */
  @ArchTest
  static final ArchRule TEXT_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.text..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.kald.agent.text..", "java..", "com.sun.management..", "org.jspecify..");

  @ArchTest
  static final ArchRule FLOWS_KNOW_ONLY_PACKETS_AND_SCCP =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.flow..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.kald.agent.flow..",
              "io.kald.agent.pcap..",
              "io.kald.sccp..",
              "io.netty.buffer..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule CAPTURES_AND_FLOWS_TOUCH_NO_THREAD =
      noClasses()
          .that()
          .resideInAnyPackage("io.kald.agent.pcap..", "io.kald.agent.flow..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.util.concurrent..");

  @ArchTest
  static final ArchRule THE_AUDIT_KNOWS_PACKETS_RULES_AND_THE_JOURNAL =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.audit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "java.util.concurrent.locks..",
              "io.kald.probe.engine..",
              "io.kald.probe.net..",
              "io.kald.agent.bus..",
              "io.kald.agent.cli..",
              "io.kald.agent.config..",
              "io.kald.agent.log..");

  @ArchTest
  static final ArchRule ADVICE_KNOWS_OF_THE_DAEMON_ONLY_THE_JOURNAL =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.advise..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "io.kald.probe.engine..",
              "io.kald.probe.net..",
              "io.kald.agent.bus..",
              "io.kald.agent.cli..",
              "io.kald.agent.simulate..",
              "io.kald.agent.status..",
              "io.kald.agent.trace..");

  @ArchTest
  static final ArchRule ONLY_THE_WITNESS_CAPTURES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kald.agent.witness..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.pcap4j..");

  @ArchTest
  static final ArchRule TIMERS_KNOW_ONLY_PACKETS =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.timers..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.kald.agent.timers..",
              "io.kald.agent.flow..",
              "io.kald.agent.pcap..",
              "io.kald.agent.text..",
              "com.fasterxml.jackson.core..",
              "java..",
              "org.jspecify..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule IDLE_CONNECTIONS_KNOW_NOTHING_OF_THE_DAEMON =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.idle..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kald.agent.api..",
              "io.kald.agent.bus..",
              "io.kald.agent.cli..",
              "io.kald.agent.config..",
              "io.kald.agent.simulate..",
              "io.kald.probe.engine..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule TELLING_THE_SERVICE_MANAGER_KNOWS_ONLY_ITS_SOCKET =
      noClasses()
          .that()
          .resideInAPackage("io.kald.agent.notify..")
          .should()
          .dependOnClassesThat(
              resideOutsideOfPackages(
                      "io.kald.agent.notify..",
                      "io.kald.probe.net..",
                      "java..",
                      "org.jspecify..",
                      "org.slf4j..")
                  // What native calls return.
                  .and(not(equivalentTo(LocalFailure.class))));

  @ArchTest
  static final ArchRule ROOMS_FORM_NO_RING =
      slices().matching("io.kald.agent.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_CLOCKS_READ_TIME =
      noClasses()
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(System.class)))
                  .and(target(nameMatching(".*(nanoTime|currentTimeMillis)"))))
          .orShould()
          .callMethod(Instant.class, "now");
}
