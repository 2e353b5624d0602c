// A command is loaded when it runs, which takes turns of the event loop that no clock of a test knows of: they are loaded here.
import '../../cli/ask/ask.ts';
import '../../cli/check/check.ts';
import '../../cli/freeze/freeze.ts';
import '../../cli/freeze/thaw.ts';
import '../../cli/letters/drop.ts';
import '../../cli/letters/list.ts';
import '../../cli/letters/replay.ts';
import '../../cli/letters/show.ts';
import '../../cli/report/report.ts';
import '../../cli/requests/request.ts';
import '../../cli/requests/requests.ts';
import '../../cli/servers/servers.ts';
import '../../cli/sign/sign.ts';
import '../../cli/stop/stop.ts';
import '../../cli/why/why.ts';
