"""Reports a failure to the engine: as one message, and with the remains of a failed create.

The SDK's provider process sends the whole traceback as the message, and has no way to say that a
resource exists although its creation failed. Both are in the engine's protocol
(``ErrorResourceInitFailed``): the engine then keeps the resource in the state, so that the next
update continues with it and a destroy removes it. ``report_plainly`` adds both where the process is
the SDK's; elsewhere, and with an SDK that is built in another way, errors go on as they are.
"""

from __future__ import annotations

import sys
import traceback
from types import SimpleNamespace
from typing import Any

from providers.errors import Left, VendorError
from providers.state import PROVIDER_KEY

_ABORT = "_abort_with_traceback"  # pulumi/dynamic/__main__.py
_UNKNOWN = 2  # grpc.StatusCode.UNKNOWN, with which the SDK aborts


def report_plainly() -> bool:
    """Have the SDK's provider process report the errors of vendors in their own words.

    Gives whether this is that process, so that what a failed create leaves is kept in the state.
    """
    process = sys.modules["__main__"]
    if not hasattr(process, _ABORT) or not hasattr(process, "traceback"):
        return False
    process.traceback = _PLAIN  # type: ignore[attr-defined]
    return True


def _format() -> str:
    """Do as `traceback.format_exc`, which the SDK calls in the function that has the request."""
    error = sys.exc_info()[1]
    if not isinstance(error, VendorError):
        return traceback.format_exc()
    scope = sys._getframe(1).f_locals
    if error.left is not None and {"context", "request"} <= scope.keys():
        _attach(scope["context"], scope["request"], error, error.left)
    return str(error)


_PLAIN = SimpleNamespace(format_exc=_format)


def _attach(context: Any, request: Any, error: VendorError, left: Left) -> None:
    """Send what is left with the error, as `pulumi/provider/server.py` sends other details."""
    from google.protobuf.struct_pb2 import Struct  # noqa: PLC0415 a preview never comes here
    from pulumi.runtime.proto import provider_pb2, status_pb2  # noqa: PLC0415

    properties = Struct()
    properties.update(left.properties)
    properties.fields[PROVIDER_KEY].CopyFrom(request.properties.fields[PROVIDER_KEY])
    status = status_pb2.Status(code=_UNKNOWN, message=str(error))
    status.details.add().Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=left.id, properties=properties, reasons=[str(error)]
        )
    )
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
