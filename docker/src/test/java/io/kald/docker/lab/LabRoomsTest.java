package io.kald.docker.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A scenario that knew its driver would not be the same one in both. */
@AnalyzeClasses(packages = "io.kald.docker.lab")
class LabRoomsTest {
  @ArchTest
  static final ArchRule SCENARIOS_DO_NOT_KNOW_WHERE_THEY_PLAY =
      noClasses()
          .that()
          .implement(Scenario.class)
          .should()
          .dependOnClassesThat()
          .haveSimpleNameStartingWith("NamespaceLab")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleNameStartingWith("ContainerLab")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..");

  @ArchTest
  static final ArchRule NOBODY_WAITS_FOR_TIME_TO_PASS =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
