import { bodyTests } from './bodies'
import { doctorTests } from './doctor'
import { fieldTests } from './fields'
import { headerTests } from './headers'
import { malformedTests } from './malformed'
import { inspectorTests } from './no-inspector'
import { originTests } from './origins'
import { portalOfTest } from './portal-of-test'
import { postedActionTests } from './posted-actions'
import { returnPathTests } from './return-paths'
import { sessionKeyTests } from './session-keys'
import { sessionTests } from './sessions'

// One portal for all of them: starting it takes longer than they do.
const portal = portalOfTest()

doctorTests(portal) // before anybody moves the clock of an emulator
malformedTests(portal) // then, while nothing else makes the portal ask anybody
headerTests(portal)
inspectorTests(portal)
originTests(portal)
returnPathTests(portal)
sessionTests(portal)
sessionKeyTests(portal)
bodyTests(portal)
fieldTests(portal)
postedActionTests(portal)
