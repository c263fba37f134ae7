"""The network: fields, encoders and fusion, their catalogue, files and devices. torch lives here."""
