package dev.caravan.spi;

/**
 * One HTTP header line.
 *
 * @param name the header's name
 * @param value its value; never logged, since it may be a credential
 */
public record Header(String name, String value) {

    @Override
    public String toString() {
        return name + ": …";
    }
}
