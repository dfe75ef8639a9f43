import { existsSync } from 'node:fs'

// For its effect: the settings of `.env` in the working folder, as Next itself reads them. What the environment already
// says wins, be it empty.
if (existsSync('.env')) process.loadEnvFile('.env')
