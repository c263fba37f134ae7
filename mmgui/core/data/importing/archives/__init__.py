"""Archives: unpacked safely, or refused with the way to do it by hand."""
