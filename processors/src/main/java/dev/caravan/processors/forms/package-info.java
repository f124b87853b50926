/**
 * Requests whose body is a form with files in it ({@code multipart/form-data}, RFC 7578). The body goes to the provider as it
 * comes; what the gateway has to know of it is read on the side. Start with {@link
 * dev.caravan.processors.forms.ReadFormRequest}.
 */
@NullMarked
package dev.caravan.processors.forms;

import org.jspecify.annotations.NullMarked;
