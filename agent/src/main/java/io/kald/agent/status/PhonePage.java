package io.kald.agent.status;

import java.util.List;

/**
 * A page of phones, by name.
 *
 * @param matching how many phones there are in all
 */
public record PhonePage(int matching, List<PhoneView> phones) {}
