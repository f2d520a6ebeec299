// Everything on the pages works with plain forms; this adds speed: keys, results in place, live status.
import { browserSigning } from "./browser_signing.js";
import { keyboard } from "./keyboard.js";
import { live } from "./live.js";
import { menus } from "./menus.js";
import "./print.js";
import { passkeys } from "./passkeys.js";
import { signingRun } from "./signing_run.js";
import { trays } from "./trays.js";

menus();
trays();
browserSigning();
signingRun();
passkeys();
live();
keyboard();
