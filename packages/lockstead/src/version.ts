/** The version that health and the command line tell; a test holds it against package.json. */
export const version = '0.1.0';
