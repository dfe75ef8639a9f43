/**
 * Loaded before anything of the portal: at SIGUSR1 Node opens its inspector, to which every secret is open, unless somebody
 * listens to that signal (OPS-6). An inspector that is asked for by a setting stops the start.
 */
process.on('SIGUSR1', () => undefined)
