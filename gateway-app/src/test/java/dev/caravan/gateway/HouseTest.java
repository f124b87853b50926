package dev.caravan.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions of dependency: gateway → processors → SPI ← plugins. */
@AnalyzeClasses(packages = "dev.caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    @ArchTest
    static final ArchRule the_spi_stands_on_the_jdk_and_json_trees = noClasses()
            .that()
            .resideInAPackage("dev.caravan.spi..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("dev.caravan.spi..", "java..", "org.jspecify..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule plugins_know_the_spi_alone = noClasses()
            .that()
            .resideInAPackage("dev.caravan.provider..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.caravan.processors..",
                    "dev.caravan.gateway..",
                    "org.apache.camel..",
                    "org.springframework..",
                    "io.netty..",
                    "reactor..");

    @ArchTest
    static final ArchRule processors_know_no_plugin_and_not_the_gateway = noClasses()
            .that()
            .resideInAPackage("dev.caravan.processors..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.caravan.provider..", "dev.caravan.gateway..", "org.springframework..");

    @ArchTest
    static final ArchRule only_the_bridge_to_camel_knows_camel = noClasses()
            .that()
            .resideInAPackage("dev.caravan.processors..")
            .and()
            .resideOutsideOfPackage("dev.caravan.processors.steps..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule the_gateway_knows_no_plugin_by_name = noClasses()
            .that()
            .resideInAPackage("dev.caravan.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.caravan.provider..");

    @ArchTest
    static final ArchRule the_parts_of_the_gateway_form_no_circle =
            slices().matching("dev.caravan.gateway.(*)..").should().beFreeOfCycles();
}
