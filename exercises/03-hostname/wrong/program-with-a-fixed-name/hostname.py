print("nexus.cs.usfca.edu")
