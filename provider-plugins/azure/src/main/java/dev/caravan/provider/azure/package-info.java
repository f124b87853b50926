/**
 * The provider plugin {@code azure}: OpenAI's models on Azure, by the v1 API or by the older URLs of deployments. It speaks
 * OpenAI's dialects at URLs and with credentials of its own. Start at {@link dev.caravan.provider.azure.AzurePlugin}, which
 * lists its settings.
 */
@NullMarked
package dev.caravan.provider.azure;

import org.jspecify.annotations.NullMarked;
