/** The bounds of what one request may make the front work on. */

/** AWS's largest batch names 1,000 objects (DeleteObjects), and a request asks for few actions on each. */
export const pairsPerRequestMax = 4_096;

/** An ARN has at most 2,048 characters: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Resource.html does not let longer ones in. */
export const resourceLengthMax = 2_048;

/** Tags on one resource: AWS allows 50, and a few services more. */
export const tagsPerRequestMax = 1_024;
