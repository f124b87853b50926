/**
 * AWS Signature Version 4: {@link dev.caravan.provider.bedrock.signing.RequestSigner} gives the headers that sign a request.
 * Source: <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed AWS API
 * request</a> in the AWS documentation.
 */
@NullMarked
package dev.caravan.provider.bedrock.signing;

import org.jspecify.annotations.NullMarked;
